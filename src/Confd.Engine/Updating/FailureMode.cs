namespace Confd.Engine.Updating;

/// <summary>The effect of a failing resource on the others of its cycle.</summary>
public enum FailureMode
{
    /// <summary>The others are processed nevertheless.</summary>
    BestEffort,

    /// <summary>The cycle stops at the first failure.</summary>
    FailFast,
}
