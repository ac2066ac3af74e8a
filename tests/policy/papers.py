"""Small packs for the tests: an author's text in, a Pack or a rule out."""

from collections.abc import Mapping

from yizhan.policy.load import build_pack
from yizhan.policy.schema.kinds import AnyRule
from yizhan.policy.schema.pack import Pack

HEAD = """
适用区划: "{region}"
依据: {{文件名称: 示例方案, 简称: 方案}}
施行日期: {since}
{more}
"""


def sheets(
    rules: str, *, region: str = "99", since: str = "2024-01-01", more: str = "", **others: str
) -> dict[str, bytes]:
    """The files of a pack; others: cases= catalogue= original="""
    named = {"cases": "cases.yaml", "catalogue": "catalogue.yaml", "original": "原文.md"}
    files = {
        "pack.yaml": HEAD.format(region=region, since=since, more=more),
        "rules/all.yaml": rules,
        **{named[name]: text for name, text in others.items()},
    }
    return {name: text.encode() for name, text in files.items()}


def pack(rules: str, *, name: str = "99-example/2024-a", **head: str) -> Pack:
    return build_pack(name, sheets(rules, **head))


def rule(**keys: object) -> AnyRule:
    """One rule inside a pack. Values are written as YAML's one-line form."""
    told = {"编号": "a.b", "规定": "照办。", "条款": "六（三）", **keys}
    text = "\n".join(
        f"{'- ' if not n else '  '}{key}: {value}" for n, (key, value) in enumerate(told.items())
    )
    return pack(text).rules[0]


def refusals(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """What the loader says about a pack that is wrong."""
    from yizhan.policy.load import PackError

    try:
        build_pack("99-example/2024-a", files)
    except PackError as problem:
        return problem.sentences
    return ()
