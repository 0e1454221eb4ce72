namespace Confd.Engine.Observing;

/// <summary>The latest failure, with a message that is safe to publish: no value of a key, no variable of the environment.</summary>
/// <param name="Message">One sentence; quoted values are replaced by their kind and length.</param>
/// <param name="At">When it happened.</param>
public sealed record StatusFailure(string Message, DateTimeOffset At);
