const paths = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  plus: 'M12 5v14M5 12h14',
  pencil: 'M4 20l.9-4L16 4.9a1.8 1.8 0 0 1 2.5 0l.6.6a1.8 1.8 0 0 1 0 2.5L8 19.1 4 20zM14 7l3 3',
  trash: 'M5 7h14M10 7V5h4v2M7 7l.8 12h8.4L17 7M10.5 11v5M13.5 11v5',
  send: 'M12 19V5M6 11l6-6 6 6',
  list: 'M9 7h11M9 12h11M9 17h11M4.5 7h.01M4.5 12h.01M4.5 17h.01',
  chat: 'M5 5h14v10.5H11L7 19v-3.5H5z',
  alert: 'M12 4l9 16H3zM12 10v4M12 17h.01',
  spark: 'M12 4v5M12 15v5M4 12h5M15 12h5',
  close: 'M6 6l12 12M18 6L6 18',
  person: 'M12 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM5 20c.8-3.6 3.6-5 7-5s6.2 1.4 7 5',
  chevron: 'M7 10l5 5 5-5',
  retry: 'M19 12a7 7 0 1 1-2-4.9M19 4v4h-4',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing in the text's colour and size; it says nothing to a screen reader. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      width="1.25em"
      height="1.25em"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  );
}
