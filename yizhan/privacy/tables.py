"""Making the first tables of a room in one step of a migration. See docs/adr/0141."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class MakeTables(Operation):
    """All tables that the steps describe, as they are after the last of them.

    Django draws the state of every table anew after each step, because everything is tied to everything by foreign
    keys; a room of thirty tables is drawn once here. For databases in which none of them stands: the steps may only
    create tables and add columns, indexes and constraints to them.
    """

    serialization_expand_args = ["steps"]

    def __init__(self, steps: list[Operation]) -> None:
        self.steps = steps

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [], {"steps": self.steps}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)
        for step in self.steps:
            step.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002 - Django hands over both
        to_state: ProjectState,
    ) -> None:
        for model in self._models(app_label, schema_editor, to_state):
            schema_editor.create_model(model)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,  # noqa: ARG002 - Django hands over both
    ) -> None:
        for model in reversed(self._models(app_label, schema_editor, from_state)):
            schema_editor.delete_model(model)

    def describe(self) -> str:
        return f"Make {sum(isinstance(step, CreateModel) for step in self.steps)} tables"

    def _models(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState
    ) -> list[Any]:
        models = [
            state.apps.all_models[app_label][step.name_lower]
            for step in self.steps
            if isinstance(step, CreateModel)
        ]
        return [one for one in models if self.allow_migrate_model(schema_editor.connection.alias, one)]
