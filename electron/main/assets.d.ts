/** esbuild turns an imported picture into a data: URL. */
declare module '*.png' {
  const dataUrl: string;
  export default dataUrl;
}
