namespace Confd.Flags.Evaluation;

/// <summary>Why the caller's default was answered.</summary>
public enum EvaluationErrorKind : byte
{
    /// <summary>No error.</summary>
    None,

    /// <summary>There is no flag data yet.</summary>
    ClientNotReady,

    /// <summary>No flag has that key, or it was deleted.</summary>
    FlagNotFound,

    /// <summary>The flag's data contradicts itself; in some cases only for some contexts.</summary>
    MalformedFlag,

    /// <summary>The context is invalid.</summary>
    UserNotSpecified,

    /// <summary>The served value is not of the type that was asked for.</summary>
    WrongType,

    /// <summary>Something unexpected, such as flag data that cannot be read; the log says what.</summary>
    Exception,
}
