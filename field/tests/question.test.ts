import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import { describe, expect, it } from "vitest";
import { answersInWords } from "../src/features/questionnaire";
import Question from "../src/parts/Question.vue";
import { gettext } from "../src/words";

/** A node as the engine gives it, as far as it is drawn. */
async function drawn(node: Record<string, unknown>, state: Record<string, unknown>): Promise<string> {
  const whole = { nodeId: "n", valueType: "string", selectType: "", nodeOptions: null, validationState: {}, definition: {}, currentState: { relevant: true, readonly: false, required: false, label: { asString: "示例题" }, hint: null, value: null, valueOptions: [], children: null, ...state }, ...node };
  const app = createSSRApp(Question, { node: whole as never, tried: true });
  app.config.globalProperties.$t = gettext;
  return renderToString(app);
}

/** A node as far as its answer is read. */
const node = (nodeType: string, label: string, value: unknown, more: Record<string, unknown> = {}): never =>
  ({ nodeType, currentState: { relevant: true, label: label ? { asString: label } : null, value, children: null, ...more } }) as never;

describe("answers in words", () => {
  const options = { valueOptions: [{ value: "a", label: { asString: "低保" } }, { value: "b", label: { asString: "特困" } }] };
  it("names questions and choices by their labels and leaves out what was not asked or answered", () => {
    const group = node("group", "家庭", undefined, { children: [node("input", "几口人", 4n), node("select", "哪一类", ["b"], options), node("select", "享受过", ["a", "b"], options)] });
    const instance = node("repeat-instance", "成员", undefined, { children: [node("input", "姓名", "示例甲")] });
    const repeat = node("repeat-range:uncontrolled", "成员", undefined, { children: [instance] });
    const rest = [node("trigger", "念给本人听了", true), node("note", "谢谢", "x"), node("model-value", "", "7"), node("input", "没答", ""), node("input", "没问", "x", { relevant: false })];
    expect(answersInWords([group, repeat, ...rest])).toEqual([["几口人", "4"], ["哪一类", "特困"], ["享受过", "低保、特困"], ["成员", ""], ["姓名", "示例甲"], ["念给本人听了", "已确认"]]);
  });
});

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
