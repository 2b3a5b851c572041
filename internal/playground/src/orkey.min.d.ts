// What page.js imports at run time is the file that people copy.
export * from "../../../browser/dist/orkey";
