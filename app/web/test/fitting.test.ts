// The marks of a registered name: the same as `agents.reports.names` makes, and none of what no paper prints.
import { describe, expect, it } from "vitest";
import { nameMarks } from "../src/core/fitting";

const RECORD = "0123456789abcdef".repeat(2);

describe("the marks of a name", () => {
  it("are those that compute makes, under one salt for a consultation", async () => {
    expect(await nameMarks("张三丰", RECORD)).toEqual({ salt: "ba8f3b1ccd10f5a4e690d53eb7fb5ded", marks: [15, 6, 3] });
    expect(await nameMarks(" 张 三·丰 ", RECORD)).toEqual(await nameMarks("张三丰", RECORD));
    expect((await nameMarks("张三丰", "f".repeat(32)))?.salt).not.toBe("ba8f3b1ccd10f5a4e690d53eb7fb5ded");
  });

  it.each(["王阿姨", "老张", "小宝", "妈妈", "张女士", "李大爷", "张", "John Smith", "张三2", ""])("are none of %s", async (name) => {
    expect(await nameMarks(name, RECORD)).toBeNull();
  });

  it.each(["王宝", "张大伟", "欧阳小红", "李爱国", "阿卜杜拉"])("are there of %s", async (name) => {
    expect((await nameMarks(name, RECORD))?.marks).toHaveLength(name.length);
  });
});
