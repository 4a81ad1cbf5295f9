// The marks of a registered name: the same as `agents.reports.names` makes, and none of what no paper prints.
import { describe, expect, it } from "vitest";
import { nameMarks } from "../src/core/fitting";

describe("the marks of a name", () => {
  it("are those that compute makes, under one salt for everybody", async () => {
    expect(await nameMarks("张三丰")).toEqual({ salt: "a2f17d5e6f71049af873e97c4cbf4480", marks: [10, 8, 2] });
    expect(await nameMarks(" 张 三·丰 ")).toEqual(await nameMarks("张三丰"));
  });

  it.each(["王阿姨", "老张", "小宝", "妈妈", "张女士", "李大爷", "张", "John Smith", "张三2", ""])("are none of %s", async (name) => {
    expect(await nameMarks(name)).toBeNull();
  });

  it.each(["王宝", "张大伟", "欧阳小红", "李爱国", "阿卜杜拉"])("are there of %s", async (name) => {
    expect((await nameMarks(name))?.marks).toHaveLength(name.length);
  });
});
