namespace Confd.Aws.Requests;

/// <summary>A failed attempt that is followed by another one.</summary>
/// <param name="Operation">The service's name of the operation.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Error">What failed.</param>
/// <param name="Classification">The consequences.</param>
public readonly record struct FailedAttempt(string Operation, int Number, Exception Error, AttemptClassification Classification)
{
    /// <summary>The delay of the next attempt.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The time since the operation started.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>What is left of the operation's time.</summary>
    public TimeSpan Remaining { get; init; }
}
