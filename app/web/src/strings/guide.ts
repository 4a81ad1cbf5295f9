/** What the guidance, the summary for the hospital, the people on this phone and what others may see say themselves. */
export interface GuideStrings {
  readonly worse: string;
  readonly forWhom: (name: string) => string;
}

export const guideZh: GuideStrings = {
  worse: "出现了就打 120",
  forWhom: (name) => `给${name}的建议`,
};

export const guideEn: GuideStrings = {
  worse: "If so, call 120",
  forWhom: (name) => `Advice for ${name}`,
};
