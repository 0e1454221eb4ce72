namespace Confd.Engine.Updating;

/// <summary>The result of bringing one file in sync.</summary>
/// <param name="Outcome">The result for the destination.</param>
/// <param name="Failure">The failure, or null.</param>
internal sealed record UpdateResult(UpdateOutcome Outcome, UpdateFailure? Failure = null);
