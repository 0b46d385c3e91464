package dev.coffer.server.warehouse;

/**
 * What the conversion of a cluster does next. Each step is done on every node before the next
 * begins, and each can be done again; the first from which there is no way back is the switch-over.
 */
enum ConversionStep {
  PREPARE,
  COPY,
  FOLLOW,
  SWITCH_OVER,
  VERIFY,
  RETIRE,
  /** Every node serves from its volume, and nothing else of it is left. */
  DONE;

  ConversionStep next() {
    return switch (this) {
      case PREPARE -> COPY;
      case COPY -> FOLLOW;
      case FOLLOW -> SWITCH_OVER;
      case SWITCH_OVER -> VERIFY;
      case VERIFY -> RETIRE;
      case RETIRE, DONE -> DONE;
    };
  }

  /** The percents that a conversion has come to when this step begins. */
  int percent() {
    return switch (this) {
      case PREPARE -> 0;
      case COPY -> 5;
      case FOLLOW -> 60;
      case SWITCH_OVER -> 65;
      case VERIFY -> 75;
      case RETIRE -> 90;
      case DONE -> 100;
    };
  }
}
