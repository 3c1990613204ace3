// Events about what we did to the network and the programs.

export interface FaultEvents {
  /** `name` is unique in the run; `fault` is the kind on the faults shelf; `spec` is what that kind's receipt needs. */
  'fault.injected': {
    readonly name: string;
    readonly fault: string;
    readonly link?: string;
    readonly program?: string;
    readonly spec: unknown;
  };
  'fault.healed': { readonly name: string };
}
