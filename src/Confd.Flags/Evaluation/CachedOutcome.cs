namespace Confd.Flags.Evaluation;

/// <summary>The outcome of a flag.</summary>
/// <param name="Outcome">Its variation and reason.</param>
/// <param name="Levels">The number of flags on the way to its deepest prerequisite, including itself; 0 where it has none.</param>
internal readonly record struct CachedOutcome(Outcome Outcome, int Levels);
