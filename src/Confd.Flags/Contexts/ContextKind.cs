using System.Buffers;

namespace Confd.Flags.Contexts;

/// <summary>The rules for kinds of contexts.</summary>
public static class ContextKind
{
    /// <summary>The default kind.</summary>
    public const string User = "user";

    /// <summary>The kind of contexts with several parts.</summary>
    public const string Multi = "multi";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Returns why a name cannot be the kind of a single context; null if it can.</summary>
    public static string? FindError(string kind) => kind switch
    {
        "" => "a context's kind is empty",
        "kind" => "a context's kind cannot be 'kind'",
        Multi => "a single context's kind cannot be 'multi'",
        _ when kind.AsSpan().ContainsAnyExcept(Allowed) => "a context's kind has characters other than letters, digits, '.', '_' and '-'",
        _ => null,
    };

    /// <summary>The kind, or <see cref="User"/> if it is null or empty.</summary>
    public static string OrUser(string? kind) => string.IsNullOrEmpty(kind) ? User : kind;
}
