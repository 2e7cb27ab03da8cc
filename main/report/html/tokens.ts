/**
 * The design's tokens that the report uses, as declarations. They are the app's own (a contract test compares them with
 * renderer/styles/tokens.css): the file must stand alone, so it carries them.
 */
export const sizeTokens = `
--scale:1;
--font-ui:-apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", "Inter", "Cantarell", sans-serif;
--font-mono:"SF Mono", "Cascadia Mono", "JetBrains Mono", "DejaVu Sans Mono", monospace;
--t-1:calc(11px * var(--scale))/calc(16px * var(--scale)) var(--font-ui);
--t-2:calc(12px * var(--scale))/calc(16px * var(--scale)) var(--font-ui);
--t-3:calc(13px * var(--scale))/calc(20px * var(--scale)) var(--font-ui);
--t-4:calc(15px * var(--scale))/calc(20px * var(--scale)) var(--font-ui);
--t-5:calc(19px * var(--scale))/calc(24px * var(--scale)) var(--font-ui);
--t-6:calc(26px * var(--scale))/calc(32px * var(--scale)) var(--font-ui);
--t-m1:calc(11px * var(--scale))/calc(16px * var(--scale)) var(--font-mono);
--t-m2:calc(12px * var(--scale))/calc(20px * var(--scale)) var(--font-mono);
--s-1:2px;
--s-2:4px;
--s-3:6px;
--s-4:8px;
--s-5:12px;
--s-6:16px;
--s-7:24px;
--s-8:32px;
--r-1:3px;
--b-1:1px solid var(--line-1);
--b-2:1px solid var(--line-2);
`;

export const lightTokens = `
color-scheme:light;
--bg-1:#ffffff;
--bg-2:#fafaf8;
--bg-inset:#f0f0ed;
--line-1:#e5e5e1;
--line-2:#d2d2cd;
--line-ui:#868680;
--ink-1:#1a1b1e;
--ink-2:#484a50;
--ink-3:#63656b;
--accent:#2256b5;
--red:#b3231a;
--red-solid:#b3231a;
--orange-solid:#b44c05;
--amber:#7d5700;
--amber-bg:#faf1d8;
--amber-solid:#8f6503;
--green:#1b6b33;
--violet:#6243a8;
--violet-solid:#6a4bb0;
--on-solid:#ffffff;
--add-bg:#e8f5ea;
--add-word:#bce3c5;
--del-bg:#fcecea;
--del-word:#f5c4bf;
`;

export const darkTokens = `
color-scheme:dark;
--bg-1:#17181b;
--bg-2:#1b1d20;
--bg-inset:#222428;
--line-1:#292b30;
--line-2:#3a3c43;
--line-ui:#767a84;
--ink-1:#e7e8ea;
--ink-2:#b5b8be;
--ink-3:#999ca4;
--accent:#86adf7;
--red:#f5938a;
--red-solid:#e5675c;
--orange-solid:#dd8445;
--amber:#e3b754;
--amber-bg:#332a17;
--amber-solid:#c99b32;
--green:#7dca92;
--violet:#bba8ef;
--violet-solid:#9c86dd;
--on-solid:#131417;
--add-bg:#17281d;
--add-word:#26502f;
--del-bg:#311d1d;
--del-word:#692f2b;
`;
