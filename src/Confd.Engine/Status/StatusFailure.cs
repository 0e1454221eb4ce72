namespace Confd.Engine.Status;

/// <summary>What went wrong last, in words that may be shown to anybody: no value of a key, no variable of the environment.</summary>
/// <param name="Message">One sentence; where the cause may quote a value it names the place instead, and the log tells the cause.</param>
/// <param name="At">When it happened.</param>
public sealed record StatusFailure(string Message, DateTimeOffset At);
