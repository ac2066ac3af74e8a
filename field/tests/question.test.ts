import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import { describe, expect, it } from "vitest";
import Question from "../src/parts/Question.vue";
import { gettext } from "../src/words";

/** A node as the engine gives it, as far as it is drawn. */
async function drawn(node: Record<string, unknown>, state: Record<string, unknown>): Promise<string> {
  const whole = { nodeId: "n", valueType: "string", selectType: "", nodeOptions: null, validationState: {}, definition: {}, currentState: { relevant: true, readonly: false, required: false, label: { asString: "示例题" }, hint: null, value: null, valueOptions: [], children: null, ...state }, ...node };
  const app = createSSRApp(Question, { node: whole as never, tried: true });
  app.config.globalProperties.$t = gettext;
  return renderToString(app);
}

const lacking = { violation: { condition: "required", message: { asString: "请念给被调查人听，确认后再提交" } } };

describe("a question on the phone", () => {
  it("that must be confirmed says so, with its star and in red, when it was not", async () => {
    const told = await drawn({ nodeType: "trigger", validationState: lacking }, { required: true });
    expect(told).toContain("请念给被调查人听，确认后再提交");
    expect(told).toContain('role="alert"');
    expect(told).toContain("*");
  });
  it("on a short scale is tapped, not typed, and says when it lacks its answer", async () => {
    const told = await drawn({ nodeType: "range", valueType: "int", definition: { bounds: { start: 0n, end: 5n, step: 1n } }, validationState: lacking }, { value: 3n });
    expect(told.match(/<button/g)).toHaveLength(6);
    expect(told).toContain('aria-pressed="true">3<');
    expect(told).toContain('role="alert"');
  });
});
