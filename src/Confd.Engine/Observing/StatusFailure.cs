namespace Confd.Engine.Observing;

/// <summary>What went wrong last, in words that may be shown to anybody: no value of a key, no variable of the environment.</summary>
/// <param name="Message">One sentence; a value that the cause quotes has become its kind and length.</param>
/// <param name="At">When it happened.</param>
public sealed record StatusFailure(string Message, DateTimeOffset At);
