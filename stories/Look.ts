/** The settings of the toolbar. */
export interface Look {
  readonly theme: "light" | "dark" | "system";
  readonly direction: "auto" | "ltr" | "rtl";
  readonly locale: string;
  readonly motion: "full" | "reduced";
  readonly styles: "styled" | "unstyled";
}
