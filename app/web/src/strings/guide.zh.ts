/** The guidance, the page for the hospital, and the people on this phone, in Chinese. */
import type { GuideStrings } from "./guide";

export const guideZh: GuideStrings = {
  worse: "出现了就打 120",
  forWhom: (name) => `给${name}的建议`,
  summary: {
    share: "让医院的医生扫码看",
    picture: "存成图片",
    noPicture: "这个浏览器画不了图片。请直接截屏，或把这一页打开给医生看。",
    longPress: "长按下面的图片，选“保存图片”。图片存在相册里，别人翻手机也看得到。",
    save: "保存图片",
    print: "打印，或存成 PDF",
    source: "居民用“家医”自己说的，没有医生签字；不是诊断。",
    doctor: (name, phone) => (phone === "" ? `家庭医生：${name}` : `家庭医生：${name} ${phone}`),
  },
  family: {
    title: "这部手机上的内容",
    whose: "看谁的",
    everybody: "全部",
    kept: "问过的话、建议和医生的回信，都加密存在这部手机上，没有网也能看。别人拿着您的手机就能看，请设好锁屏密码。",
    export: "全部存成一个文件",
    exportReady: "文件做好了。存下来的文件没有加密，请放在只有您能打开的地方。",
    exportSave: "存到手机里",
    exportFailed: "没做成，可能是手机内存不够。请先删掉一些以前的咨询再试。",
    exportTitle: "这部手机上的全部内容",
    exportNote: (time) => `${time} 从手机上导出。是居民自己说的和系统给的建议，不是诊断。`,
    withdraw: (name) => `撤回${name}的同意`,
    withdrawSure: "会告诉卫健委和您的医生：不再同意用这些内容。已经签过字、依法要保存的记录不会删。以后要再问诊，要重新同意。确定撤回吗？",
    withdrawWords: (name) => `${name}撤回同意：请不要再使用交给卫健委的病情和照片，依法要保存的除外。`,
    about: (name, time) => `关于${name} ${time} 的咨询`,
  },
  robust: {
    clock: (now, own) => `现在应该是 ${now}，这部手机显示的是 ${own}。请打开手机的“设置”，找到“日期和时间”，打开“自动设置”。`,
    magnet: ["给您的家庭医生或村医打个电话，说冰箱贴停用了。", "请他给您换一张新的，再扫新的码。", "以前的内容都还在这部手机上。"],
    callDoctor: (number) => `给家庭医生打电话 ${number}`,
    lookBack: "看以前的咨询",
    redFlags: "这些情况不要等，直接打 120",
    flags: ["胸口剧痛，或像石头压着，出冷汗", "喘不上气，说不成整句，嘴唇发紫", "嘴歪、一边手脚没力、说话不清", "叫不醒、抽风、昏过去", "流血止不住，吐血，大量便血", "嘴唇、舌头肿，又喘又晕；误服农药、毒物、煤气中毒", "怀孕时大出血；婴儿发软、发紫、叫不醒"],
    full: "这部手机存不下了，先删掉一些照片或别的东西，再点一次。您写的还在。",
  },
};
