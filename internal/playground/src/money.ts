// Amounts of US dollars, which are small here.

const exact = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 6 });

/** The least amount that is written out. */
const LEAST = 0.000001;

/** An amount as text: $2.50, $0.000021. What is spent is never shown as nothing. */
export const dollars = (amount: number): string => (amount > 0 && amount < LEAST ? `<${exact.format(LEAST)}` : exact.format(amount));
