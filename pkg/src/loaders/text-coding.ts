// For CommonJS: Jest's jsdom hides TextEncoder and TextDecoder, which Node has in a module too. The build puts these in
// place of the globals.

interface Coding {
  TextEncoder: typeof globalThis.TextEncoder;
  TextDecoder: typeof globalThis.TextDecoder;
}

const { process } = globalThis as { process?: { getBuiltinModule?(id: "node:util"): Coding } };
const own: Coding | undefined =
  typeof globalThis.TextDecoder === "function" ? globalThis : process?.getBuiltinModule?.("node:util");

const encoder = own?.TextEncoder;
const decoder = own?.TextDecoder;

export { decoder as TextDecoder, encoder as TextEncoder };
