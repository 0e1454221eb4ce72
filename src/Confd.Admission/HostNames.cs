using System.Net;

namespace Confd.Admission;

/// <summary>
/// The host names that a server accepts. A page of another site can make its own name point to this machine (DNS rebinding) and read the
/// server's responses as if they were its own; the browser then sends that name as <c>Host</c>. Addresses, <c>localhost</c> and the name of
/// this machine cannot belong to such a site, and are always allowed. Immutable and thread-safe.
/// </summary>
public sealed class HostNames
{
    private const string AnyName = "*";

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase) { "localhost", Environment.MachineName };
    private readonly List<string> _suffixes = [];
    private readonly bool _isAny;

    /// <summary>Creates an instance with additional names.</summary>
    /// <param name="names">Names that are <see cref="IsWellFormed"/>.</param>
    /// <exception cref="ArgumentException">One is not a valid host name; the message names it.</exception>
    public HostNames(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
        {
            if (!IsWellFormed(name))
            {
                throw new ArgumentException($"'{name}' is not a host name", nameof(names));
            }

            if (name == AnyName)
            {
                _isAny = true;
            }
            else if (name[0] == '*')
            {
                _suffixes.Add(Bare(name[1..]));
            }
            else
            {
                _names.Add(Bare(name));
            }
        }
    }

    /// <summary>Allows every name: for servers that are protected otherwise.</summary>
    public static HostNames Any { get; } = new([AnyName]);

    /// <summary>True for a host name without scheme and port, for <c>*.example.com</c>, which stands for all names below, and for <c>*</c>,
    /// which stands for any.</summary>
    public static bool IsWellFormed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name == AnyName || IsName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name);
    }

    /// <summary>True where a request is intended for this server.</summary>
    /// <param name="host">The request's <c>Host</c>, without the port. Empty, as HTTP/1.0 allows: such a request does not come from a
    /// browser.</param>
    public bool Allows(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = Bare(host);
        return _isAny
            || name.Length == 0
            || _names.Contains(name)
            || IPAddress.TryParse(name, out _)
            || _suffixes.Exists(suffix => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsName(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_');

    // A name may end with the dot of the root.
    private static string Bare(string name) => name.EndsWith('.') ? name[..^1] : name;
}
