using Confd.Cli.Flags.Sync;
using Confd.Flags.Console.Access;

namespace Confd.Cli.Flags.Serve;

/// <summary>The file of <c>--console-token-file</c>: one token a line, preceded by its owner.</summary>
internal static class ConsoleTokens
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="ConfigurationException">It cannot be read or is empty, or a token is too easy to guess; the message names the line,
    /// never the token.</exception>
    public static IReadOnlyList<ConsoleToken> Read(string path)
    {
        var tokens = new List<ConsoleToken>();
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        var lines = SecretSource.ReadFile(path).Split('\n');
        for (var at = 0; at < lines.Length; at++)
        {
            var words = lines[at].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0].StartsWith('#'))
            {
                continue;
            }

            var problem = words.Length > 2 ? "is not of the form 'OWNER TOKEN'"
                : words[^1].Length < ConsoleToken.MinLength ? $"has a token of fewer than {ConsoleToken.MinLength} characters"
                : !secrets.Add(words[^1]) ? "has the token of another line"
                : null;
            if (problem is not null)
            {
                throw new ConfigurationException(
                    $"{path}:{at + 1}: the line {problem}; `head -c 24 /dev/urandom | base64` makes a token");
            }

            tokens.Add(new ConsoleToken(words is [var owner, _] ? owner : null, words[^1]));
        }

        return tokens.Count > 0 ? tokens : throw new ConfigurationException($"the file of tokens {path} is empty");
    }
}
