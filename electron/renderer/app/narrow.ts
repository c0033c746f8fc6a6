/** Narrower than this, the conversations are a drawer. */
export const NARROW = '(max-width: 767px)';
