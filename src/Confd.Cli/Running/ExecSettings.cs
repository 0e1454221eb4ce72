using System.Globalization;
using Confd.Cli.CommandLine;
using Confd.Engine.Posix;
using Confd.Engine.Running;
using Confd.GoTemplate.Formatting;

namespace Confd.Cli.Running;

/// <summary>The settings of the command that a daemon supervises.</summary>
internal static class ExecSettings
{
    private static readonly Dictionary<string, int> Signals = new(StringComparer.OrdinalIgnoreCase)
    {
        ["HUP"] = LinuxSignal.Hangup,
        ["INT"] = LinuxSignal.Interrupt,
        ["QUIT"] = LinuxSignal.Quit,
        ["KILL"] = LinuxSignal.Kill,
        ["USR1"] = LinuxSignal.User1,
        ["USR2"] = LinuxSignal.User2,
        ["TERM"] = LinuxSignal.Terminate,
        ["CONT"] = LinuxSignal.Continue,
        ["WINCH"] = LinuxSignal.WindowChange,
    };

    /// <summary>The settings; null where no command was given.</summary>
    /// <exception cref="ConfigurationException">A signal is unknown, the run is not a daemon, or it writes no file.</exception>
    public static ExecOptions? Read(OptionValues values)
    {
        if (values.Get(Options.Exec) is not { Length: > 0 } command)
        {
            return null;
        }

        if (values.Get(Options.Onetime))
        {
            throw new ConfigurationException("--exec supervises a command beside a daemon: it cannot be used with --onetime");
        }

        if (values.Get(Options.Noop))
        {
            throw new ConfigurationException("--exec supervises a command beside files that are in place: it cannot be used with --noop");
        }

        return new ExecOptions
        {
            Command = command,
            ChangeSignal = values.Get(Options.ExecSignal).Length > 0 ? Signal(values, Options.ExecSignal) : null,
            StopSignal = Signal(values, Options.ExecEndSignal),
            StopTimeout = RunSettings.AtLeastZero(values.Get(Options.ExecEndTimeout)),
            SharesInput = values.Get(Options.ExecInput) && Console.IsInputRedirected && StandardDescriptor.IsInherited(0),
            EnvironmentFile = values.Get(Options.ExecEnv) is { Length: > 0 } file ? file : null,
        };
    }

    private static int Signal(OptionValues values, CliOption<string> option)
    {
        var text = values.Get(option);
        var name = text.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? text[3..] : text;
        if (Signals.TryGetValue(name, out var signal)
            || (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out signal) && signal is > 0 and <= 64))
        {
            return signal;
        }

        throw new ConfigurationException(
            $"invalid {option.Name} {GoFormat.Quote(text)}: expected one of {string.Join(", ", Signals.Keys)} or a number");
    }
}
