namespace Confd.Following;

/// <summary>How much of a wait is random, so that many readers that failed together do not retry together.</summary>
public enum Jitter
{
    /// <summary>Nothing: the wait is exact.</summary>
    None,

    /// <summary>The later half: between half of the wait and all of it.</summary>
    Half,

    /// <summary>All of it: between nothing and the wait, as AWS advises for retries of single requests.</summary>
    Full,
}
