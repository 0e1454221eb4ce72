namespace Confd.Engine.Updating;

/// <summary>What a failing resource means for the others of its cycle.</summary>
public enum FailureMode
{
    /// <summary>The others are processed all the same.</summary>
    BestEffort,

    /// <summary>The cycle stops at the first failure.</summary>
    FailFast,
}
