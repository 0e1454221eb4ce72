using Confd.Shared.Http;

namespace Confd.Cli.Flags.Serve;

/// <summary>Settings of <c>confd flags serve</c> that are wrong only together, or wherever they come from.</summary>
internal static class ServeChecks
{
    private const int MaxMode = 0b111_111_111;

    /// <summary>Refuses settings that would serve nothing, or not what they say.</summary>
    /// <param name="settings">The options and the file, merged.</param>
    /// <param name="file">The file; null: there is none.</param>
    /// <exception cref="ConfigurationException">A setting contradicts another, or has no effect.</exception>
    public static void Require(ServeSettings settings, string? file)
    {
        if (settings.Environments.Count == 0)
        {
            throw new ConfigurationException($"there is nothing to serve: {file} has no [environments.NAME], and no --table is given");
        }

        var names = settings.Environments.Select(environment => environment.Name);
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ConfigurationException(
                $"the environment {twice.Key} of {file} has the name of the one that --table makes; give it another name");
        }

        if (settings.Tls is { } tls && settings.Listen is null)
        {
            throw new ConfigurationException($"the certificate {tls.Certificate} has no effect: --unix-socket has no TLS; give --listen");
        }

        if (settings.Origins.FirstOrDefault(origin => !PageOrigin.IsWellFormed(origin)) is { } wrong)
        {
            throw new ConfigurationException(
                $"--cors-origin {wrong} is not an origin such as https://app.example.com, without a path, nor * for all");
        }

        if (settings is { UnixSocketMode: not null, UnixSocket: null })
        {
            throw new ConfigurationException("--unix-socket-mode has no effect without --unix-socket");
        }

        if (settings is { UnixSocketMode: { } mode, Console.Tokens.Count: 0 } && mode.HasFlag(UnixFileMode.OtherWrite))
        {
            throw new ConfigurationException(
                "--console without tokens would let in every user of this machine by --unix-socket-mode: give --console-token-file, or "
                + "a mode that ends with 0");
        }
    }

    /// <summary>Reads a mode as <c>chmod</c> writes it.</summary>
    /// <exception cref="ConfigurationException">It is none.</exception>
    public static UnixFileMode ReadMode(string text)
    {
        if (text.Length is 3 or 4 && text.All(digit => digit is >= '0' and <= '7') && Convert.ToInt32(text, 8) is <= MaxMode and var mode)
        {
            return (UnixFileMode)mode;
        }

        throw new ConfigurationException($"--unix-socket-mode {text} is not a mode such as 0660");
    }
}
