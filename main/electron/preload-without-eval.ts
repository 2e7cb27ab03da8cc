import { z } from "zod";

// zod compiles object schemas with `new Function` where it may. The page's policy forbids that, and already the attempt
// counts as a violation. Imported first, because schemas decide this when they are created.
z.config({ jitless: true });
