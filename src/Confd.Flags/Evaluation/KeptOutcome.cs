namespace Confd.Flags.Evaluation;

/// <summary>What a flag has come to.</summary>
/// <param name="Outcome">Its variation and reason.</param>
/// <param name="Levels">How many flags stood on the way to its deepest prerequisite, itself among them; 0 where it has none.</param>
internal readonly record struct KeptOutcome(Outcome Outcome, int Levels);
