import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig } from "eslint/config";
import globals from "globals";
import tseslint from "typescript-eslint";

const noInnerHtml = {
  selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
  message: "Agents wrote this text. Render it as text.",
};
const noInnerHtmlProperty = {
  selector: "AssignmentExpression[left.property.name=/^(inner|outer)HTML$/]",
  message: "Agents wrote this text. Use textContent.",
};
const noDefaultExport = {
  selector: "ExportDefaultDeclaration",
  message: "Export by name: a name that can be searched for is the same everywhere.",
};
const noCast = {
  selector: "TSAsExpression > TSAnyKeyword, TSAsExpression > TSAsExpression",
  message: "Parse at the border; inside, types are true.",
};
const wholeZod = {
  selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier",
  message: 'Write import * as z from "zod": the name z brings every language and format into the bundle.',
};

export default defineConfig(
  {
    ignores: [
      "node_modules/",
      "dist/",
      "release/",
      ".cache/",
      "test-results/",
      "test/fixtures/",
      "test/bench/rivals/",
      "resources/",
    ],
  },
  tseslint.configs.eslintRecommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-restricted-syntax": ["error", noInnerHtml, noInnerHtmlProperty, noDefaultExport, noCast, wholeZod],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/consistent-type-definitions": "off",
      // A key of data is written as data, a property as a property.
      "@typescript-eslint/dot-notation": "off",
      // Numbers in a sentence are what they look like.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/prefer-nullish-coalescing": ["error", { ignorePrimitives: { boolean: true, string: true } }],
      "no-control-regex": "off",
      eqeqeq: "error",
    },
  },
  {
    files: ["renderer/**/*.ts", "renderer/**/*.tsx"],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    // Node's own modules are named so that nothing of the same name can stand in for them.
    files: ["main/**/*.ts"],
    ignores: ["main/platform/**"],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          paths: ["fs", "fs/promises", "child_process", "path", "crypto", "os", "http", "https", "net"].map((name) => ({
            name,
            message: `Write node:${name}.`,
          })),
        },
      ],
    },
  },
  {
    files: ["test/**/*.ts", "test/**/*.tsx"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      // A test reaches into a page whose globals no type knows.
      "no-restricted-syntax": ["error", noInnerHtml, noInnerHtmlProperty, noDefaultExport],
    },
  },
  {
    files: ["*.config.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
  {
    files: ["**/*.mjs", "**/*.cjs", "*.js"],
    languageOptions: { globals: globals.node },
    // The compiler checks these files too; what is left is what it does not see.
    rules: {
      "no-undef": "error",
      "no-unused-vars": "error",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: "error",
    },
  },
);
