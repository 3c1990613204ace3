// A choice of every proxy, in a file that needs nothing: it is part of the package's public types.

/** How a FIN is forwarded: as the end of one direction, or (Toxiproxy's way) as the end of the whole connection. */
export type FinForwarding = 'half-close' | 'close';
