/** Page to window process: this document listens; give it a port to the core. */
export const pageReadyChannel = "countersign:page-ready";
/** Window process to page: a publication of topic `core`, at times with the port to the core. */
export const coreChannel = "countersign:core";
/** Window process to page: Escape was pressed, in the page or in a frame of it. */
export const escapeChannel = "countersign:escape";
/** Page to window process and back: the `shell.*` procedures. */
export const shellChannel = "countersign:shell";
