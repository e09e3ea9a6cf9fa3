export function shippedStyles(css: string): string;
