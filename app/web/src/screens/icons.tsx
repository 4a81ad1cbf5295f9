/** Drawn here, so that nothing has to load. All are decoration: the word stands beside them. */

const PATHS = {
  phone: "M6 3h4l2 5-2.5 1.8a12 12 0 0 0 4.7 4.7L16 12l5 2v4a3 3 0 0 1-3 3C10.3 21 3 13.7 3 6a3 3 0 0 1 3-3z",
  camera: "M4 8h3.5L9 5h6l1.500 3H20a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM12 10a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7z",
  send: "M3 4l18 8-18 8 3-8-3-8zM6 12h15",
  siren: "M5 20h14M7 20v-7a5 5 0 0 1 10 0v7M12 2v2M4 6l1.500 1.500M20 6l-1.500 1.500M2 13h2M20 13h2M12 12v4",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.500 2.500",
  page: "M5 4h14v16H5zM5 9h14M9 2v4M15 2v4M9 14h6",
  calendar: "M4 5h16v16H4zM4 10h16M8 3v4M16 3v4M8 14h2M14 14h2M8 18h2",
  house: "M3 12l9-8 9 8M6 10v10h12V10M10 20v-6h4v6",
  check: "M4 12.500l5.500 5.500L20 7",
  back: "M15 4l-8 8 8 8",
  chat: "M4 4h16v12H9l-5 4z",
  letter: "M3 6h18v13H3zM3 7l9 7 9-7",
  past: "M4 12a8 8 0 1 0 2.500-5.800L4 8.500M4 4v4.500h4.500M12 8v4l3 2",
  lock: "M6 11h12v10H6zM8.500 11V7.500a3.500 3.500 0 0 1 7 0V11M12 15v2",
  person: "M12 2.500a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM4 12l5-2h6l5 2M9 10v6l-1 6M15 10v6l1 6M9 16h6",
  place: "M12 21c-4-4.500-6.500-7.700-6.500-11a6.500 6.500 0 0 1 13 0c0 3.300-2.500 6.500-6.500 11zM12 7.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
  bag: "M5 8h14l1 12H4zM9 8V6a3 3 0 0 1 6 0v2",
  speaker: "M4 9v6h4l6 5V4L8 9H4zM17 9a4 4 0 0 1 0 6M19.500 6.500a8 8 0 0 1 0 11",
  stop: "M6 6h12v12H6z",
  mic: "M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5 12a7 7 0 0 0 14 0M12 19v3",
  alert: "M12 3l10 18H2zM12 10v5M12 18v.5",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
