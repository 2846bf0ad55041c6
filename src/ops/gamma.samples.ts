import type { OpSample } from "../../tests/ops/sample.ts";
import { digamma, lgamma, logBesselI0, logBesselI0e, logBeta, logGammaRatio, trigamma } from "./gamma.ts";

// Values: 40 digits, rounded.
const exact = { tolerance: 1e-13, reason: "tighter than the default: the approximations are good to rounding" };
const spread = [
  1e-6, 0.02, 0.4, 0.75, 0.999999, 1.0, 1.000001, 1.4616, 1.7, 2.0, 2.3, 2.999, 3.2, 5.0, 8.5, 30.0, 400.0, 10000.0,
];

export const samples: readonly OpSample[] = [
  {
    op: "lgamma",
    inputs: [{ shape: [18], values: spread }],
    build: lgamma,
    expected: () => [
      13.815509980749432, 3.900804516098376, 0.7966778177017837, 0.20328095143129538, 5.772164873855652e-7, 0.0,
      -5.772148423874147e-7, -0.12148629003589732, -0.09580769740706588, 0.0, 0.15418945495963046, 0.692224593717571,
      0.8854048271549091, 3.1780538303479458, 9.549267257300997, 71.25703896716801, 1994.5092334361334,
      82099.71749644238,
    ],
    differentiable: "kink",
    float64: exact,
  },
  {
    op: "lgamma",
    label: "derivatives",
    inputs: [{ shape: [9], values: [0.02, 0.4, 1, 1.7, 2, 2.5, 3, 4, 30] }],
    build: lgamma,
    expected: () => [
      3.900804516098376,
      0.7966778177017837,
      0.0,
      -0.09580769740706588,
      0.0,
      0.2846828704729192,
      Math.LN2,
      1.791759469228055,
      71.25703896716801,
    ],
    differentiable: "twice",
    float64: exact,
  },
  {
    op: "lgamma",
    label: "at 0 and infinity",
    inputs: [{ shape: [2], values: [0, Number.POSITIVE_INFINITY] }],
    build: lgamma,
    expected: () => [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    differentiable: "kink",
  },
  {
    op: "digamma",
    inputs: [{ shape: [18], values: spread }],
    build: digamma,
    expected: () => [
      -1000000.5772140201, -50.54478931045618, -2.561384544585116, -1.0858608797864722, -0.5772173098368019,
      -0.5772156649015329, -0.5772140199686682, -3.110625123034165e-5, 0.2085478748734939, 0.42278433509846713,
      0.6000398803639695, 0.9223893239548869, 0.9988388912865996, 1.5061176684318005, 2.08009081757942,
      3.384438132685525, 5.990214026274974, 9.210290371142849,
    ],
    differentiable: "kink",
    float64: exact,
  },
  {
    op: "digamma",
    label: "derivatives",
    inputs: [{ shape: [9], values: [0.1, 0.4, 1, 1.7, 2, 2.5, 3, 4, 30] }],
    build: digamma,
    expected: () => [
      -10.423754940411076, -2.561384544585116, -0.5772156649015329, 0.2085478748734939, 0.42278433509846713,
      0.7031566406452432, 0.9227843350984671, 1.2561176684318005, 3.384438132685525,
    ],
    differentiable: "twice",
    float64: exact,
  },
  {
    op: "trigamma",
    inputs: [
      { shape: [11], values: [0.02, 0.4, 0.75, 1.2, 1.7, 2.3, 3.2, 5.0, 8.5, 30.0, 400.0], differentiable: false },
    ],
    build: trigamma,
    expected: () => [
      2501.598118191868, 7.275356590529597, 2.5418796476716063, 1.2673772054237793, 0.7932328301639984,
      0.5425374586652585, 0.3663211907314008, 0.22132295573711533, 0.12483811891892602, 0.033895060357739946,
      0.0025031276041634115,
    ],
    differentiable: "kink",
    float64: exact,
  },
  {
    op: "trigamma",
    label: "derivatives",
    inputs: [{ shape: [8], values: [0.3, 0.6, 1, 1.7, 2.5, 3, 4, 30] }],
    build: trigamma,
    expected: () => [
      12.245364546107732, 3.6362096709023577, 1.6449340668482264, 0.7932328301639984, 0.49035775610023485,
      0.39493406684822646, 0.2838229557371153, 0.033895060357739946,
    ],
    differentiable: "twice",
    float64: exact,
  },
  {
    op: "logGammaRatio",
    inputs: [
      { shape: [8], values: [0.05, 0.7, 1.5, 2.9, 3.1, 10.0, 1000.0, 10000.0] },
      { shape: [8], values: [1.0, 3.0, 0.5, 2.0, 2.0, 7.0, 1.0, 5.0] },
    ],
    build: logGammaRatio,
    expected: () => [
      -2.995732273553991, 1.1672050801337213, 0.12078223763524522, 2.425687290128029, 2.542389085201363,
      17.870032625999205, 6.907755278982137, 46.05270170991424,
    ],
    differentiable: "twice",
    float64: exact,
  },
  {
    op: "logBeta",
    inputs: [
      { shape: [8], values: [0.05, 0.7, 1.5, 2.9, 3.1, 10.0, 1000.0, 2.0] },
      { shape: [8], values: [1.0, 3.0, 0.5, 2.0, 2.0, 7.0, 1.0, 500.0] },
    ],
    build: logBeta,
    expected: () => [
      2.995732273553991, -0.474057899573776, 0.4515827052894549, -2.425687290128029, -2.542389085201363,
      -11.290781413989102, -6.907755278982137, -12.431214199507057,
    ],
    differentiable: "twice",
    float64: exact,
  },
  {
    op: "logBesselI0",
    inputs: [{ shape: [13], values: [-40.0, -7.0, -2.5, -0.001, 0.0, 0.2, 1.0, 4.0, 5.9, 6.1, 9.0, 25.0, 700.0] }],
    build: logBesselI0,
    expected: () => [
      37.23978686135236, 5.127492915082849, 1.190838671196028, 2.4999998437500175e-7, 0.0, 0.009975110541342971,
      0.23591435850717865, 2.424972795515459, 4.117027844806211, 4.299497837278548, 6.997219636588754,
      22.476728004999245, 695.8056999984434,
    ],
    differentiable: "twice",
    float64: { tolerance: 1e-12, reason: "tighter than the default: the approximations are good to 3e-13" },
  },
  {
    op: "logBesselI0e",
    inputs: [{ shape: [10], values: [0.01, 0.2, 1, 4, 5.9, 6.1, 9, 25, 700, 1e5] }],
    build: logBesselI0e,
    expected: () => [
      -0.009975000156248264, -0.19002488945865703, -0.7640856414928213, -1.5750272044845406, -1.7829721551937892,
      -1.800502162721451, -2.0027803634112464, -2.5232719950007563, -4.194300001556551, -6.675400015683537,
    ],
    differentiable: "twice",
    float64: { tolerance: 1e-12, reason: "tighter than the default: the approximations are good to 3e-13" },
  },
];
