/** Families of losses: folders under src/losses, sections of the docs. */
export const families = {
  regression: "Numbers: distances, robust to outliers or not",
  probabilistic: "Parameters of distributions: negative log-likelihoods and scoring rules",
  classification: "Classes: cross-entropies, margins, their forms for noise and imbalance",
  ranking: "Orders: pairs and lists of items by relevance",
  sequence: "Sequences without an alignment between input and output",
  metric: "Embeddings of labelled examples: pairs, triplets, proxies",
  selfSupervised: "Embeddings without labels: views and modalities of one thing",
  segmentation: "Masks: overlap, boundaries, topology",
  detection: "Boxes",
  image: "Pictures: structure, sharpness, perception",
  registration: "Alignment of images: similarity and smooth deformations",
  generation: "Generators: autoencoders, adversaries, diffusion, guidance",
  distillation: "A student that learns from a teacher",
  reinforcement: "Policies, values and preferences",
  wrapper: "Losses made of losses",
} as const;

export type LossFamily = keyof typeof families;

/** What brings people to a loss: the docs' index by task. A loss says which fit it. */
export const tasks = {
  regression: "I predict numbers",
  outliers: "My targets have outliers",
  uncertainty: "I need to know how sure the prediction is",
  quantiles: "I need quantiles or intervals",
  counts: "I predict counts or amounts",
  angles: "I predict angles or directions",
  binary: "I tell two classes apart",
  multiclass: "Each example has one of several classes",
  multilabel: "Each example has any number of labels",
  ordinal: "My classes have an order",
  imbalance: "My classes are imbalanced",
  noise: "Some of my labels are wrong",
  calibration: "My probabilities must be honest",
  ranking: "I rank items",
  recommendation: "I recommend items",
  sequences: "I transcribe sequences",
  embeddings: "I want embeddings in which like is near like",
  pretraining: "I have no labels",
  multimodal: "I match images with texts",
  masks: "I segment images",
  boxes: "I locate objects",
  restoration: "I denoise, sharpen or reconstruct images",
  alignment: "I register images",
  generation: "I generate images",
  compression: "I train an autoencoder",
  guidance: "I optimise an image under a model",
  distillation: "I train a small model from a large one",
  control: "I train a policy",
  preferences: "I align a model with preferences",
  physics: "I know an equation the output obeys",
  multitask: "I train on several losses at once",
  smoothness: "I want smooth outputs",
} as const;

export type Task = keyof typeof tasks;
