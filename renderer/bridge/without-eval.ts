import * as z from "zod";

// The page's policy refuses code made from strings, which is how zod speeds up its objects. It decides when a schema is made,
// so this module must be the first import of the page.
z.config({ jitless: true });
