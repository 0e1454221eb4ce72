namespace Confd.Engine.Updating;

/// <summary>What came of bringing one file in sync.</summary>
/// <param name="Outcome">What happened to the destination.</param>
/// <param name="Failure">What went wrong, or null.</param>
internal sealed record UpdateResult(UpdateOutcome Outcome, UpdateFailure? Failure = null);
