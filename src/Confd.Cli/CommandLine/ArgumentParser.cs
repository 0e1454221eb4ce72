using Confd.Backends;
using Confd.GoTemplate.Formatting;
using static Confd.Cli.CommandLine.ArgumentScanner;

namespace Confd.Cli.CommandLine;

/// <summary>
/// Parses the arguments by the rules of the original's parser (Kong): flags before or after the backend, the flags of a backend only after
/// its name, <c>--flag value</c> or <c>--flag=value</c>, switches with a value only as <c>--flag=value</c>, the last of a repeated flag
/// counts.
/// </summary>
internal sealed class ArgumentParser
{
    private readonly IReadOnlyList<string> _arguments;
    private readonly ArgumentScanner _scanner;
    private readonly ParsedArguments _parsed = new();
    private string _word = "";

    private ArgumentParser(IReadOnlyList<string> arguments)
    {
        _arguments = arguments;
        _scanner = new ArgumentScanner(arguments);
    }

    private IEnumerable<CliOption> OptionsInScope => _parsed.OptionsInScope;

    /// <summary>Parses the arguments; missing ones are not an error here, since variables and confd.toml may still supply
    /// them.</summary>
    /// <exception cref="UsageException">An unknown flag or argument, or a value that does not fit its flag.</exception>
    public static ParsedArguments Parse(IReadOnlyList<string> arguments)
    {
        var parser = new ArgumentParser(arguments);
        while (parser.Step())
        {
        }

        return parser._parsed;
    }

    private bool Step()
    {
        var token = _scanner.Peek();
        switch (token.Kind)
        {
            case ArgumentTokenKind.End:
                return false;
            case ArgumentTokenKind.Untyped:
                Classify(token.Text);
                return true;
            case ArgumentTokenKind.ShortFlagTail:
                _scanner.Pop();
                PushShortFlags(token.Text);
                return true;
            case ArgumentTokenKind.LongFlag or ArgumentTokenKind.ShortFlag:
                ReadFlag(token.ToString());
                return true;
            case ArgumentTokenKind.FlagValue:
                throw Usage($"unexpected flag argument {GoFormat.Quote(token.Text)}");
            default:
                ReadPositional(token.Text);
                return true;
        }
    }

    private void Classify(string text)
    {
        switch (text)
        {
            case "--":
                _scanner.EndFlags();
                break;
            case ['-', '-', ..]:
                _scanner.Pop();
                var parts = text[2..].Split('=', 2);
                if (parts.Length > 1)
                {
                    _scanner.Push(ArgumentTokenKind.FlagValue, parts[1]);
                }

                _scanner.Push(ArgumentTokenKind.LongFlag, parts[0]);
                break;
            case ['-', _, ..]:
                _scanner.Pop();
                _word = text;
                PushShortFlags(text[1..]);
                break;
            default:
                _scanner.Pop();
                _scanner.Push(ArgumentTokenKind.Positional, text);
                break;
        }
    }

    private void PushShortFlags(string letters)
    {
        if (letters.Length > 1)
        {
            _scanner.Push(ArgumentTokenKind.ShortFlagTail, letters[1..]);
        }

        _scanner.Push(ArgumentTokenKind.ShortFlag, letters[..1]);
    }

    private void ReadFlag(string flag)
    {
        var candidates = new List<string>();
        foreach (var option in OptionsInScope)
        {
            candidates.Add(option.Flag);
            var isShort = option.Short is { } letter && flag == $"-{letter}";
            if (option.Short is not null)
            {
                candidates.Add($"-{option.Short}");
            }

            var isNegated = option.IsNegatable && flag == "--no-" + option.Name;
            if (flag == option.Flag || isShort || isNegated)
            {
                _scanner.Pop();
                SetFlag(option, isNegated);
                return;
            }
        }

        if (_parsed.Command is null && OldCommandLine.FindComplaint(_arguments) is { } old)
        {
            throw Usage(old);
        }

        throw Usage(
            FindLongFlag(flag)
            ?? (_parsed.Command is null ? FindFlagOfCommand(flag, flag) : null)
            ?? Suggestions.Complain($"unknown flag {flag}", flag, candidates));
    }

    // A long flag with one hyphen, as accepted by programs with Go's flag package: -table instead of --table.
    private string? FindLongFlag(string flag)
    {
        if (flag.StartsWith("--", StringComparison.Ordinal) || _word.Length <= 2)
        {
            return null;
        }

        var word = _word.Split('=', 2)[0];
        if (OptionsInScope.Any(option => "-" + word == option.Flag))
        {
            return $"unknown flag {word}, did you mean {GoFormat.Quote("-" + word)}?";
        }

        return FindFlagOfCommand(word, "-" + word)
            ?? Suggestions.Complain($"unknown flag {word}", "-" + word, OptionsInScope.Select(option => option.Flag));
    }

    // Finds an option of a command that does not precede it: of the command that is named, or else of any.
    private string? FindFlagOfCommand(string word, string flag)
    {
        var owner = CliCommands.All
            .Where(command => command.Options.Any(option => option.Flag == flag))
            .OrderByDescending(command => _arguments.Contains(command.Name))
            .FirstOrDefault();
        return owner is null
            ? null
            : $"unknown flag {word}, did you mean {GoFormat.Quote(flag)} after {GoFormat.Quote(owner.Name)}?";
    }

    private void SetFlag(CliOption option, bool isNegated)
    {
        var value = option.IsSwitch ? ReadSwitch(option) : ParseValue(option, PopValue(option));
        if (isNegated)
        {
            value = !(bool)value;
        }

        _parsed.Values.Set(option, value, OptionSource.Flag);
    }

    private object ReadSwitch(CliOption option) =>
        _scanner.Peek().Kind == ArgumentTokenKind.FlagValue ? ParseValue(option, _scanner.Pop().Text) : true;

    private string PopValue(CliOption option)
    {
        var token = _scanner.Pop();
        if (token.IsValue)
        {
            return token.Text;
        }

        if (option.Kind == OptionKind.TextList && token.Kind == ArgumentTokenKind.End)
        {
            throw Usage($"{option.Flag}: missing value, expecting \"<arg>\"");
        }

        var expected = option.Kind switch
        {
            OptionKind.Integer => "int",
            OptionKind.Duration => "duration",
            _ => "string",
        };
        var complaint = $"{option.Flag}: expected {expected} value but got {GoFormat.Quote(token.ToString())} ({token.KindName})";
        throw Usage(
            token.Kind == ArgumentTokenKind.End
                ? complaint
                : $"{complaint}; perhaps try {option.Flag}={GoFormat.Quote(token.ToString())}?");
    }

    private object ParseValue(CliOption option, string text)
    {
        try
        {
            return option.Parse(text);
        }
        catch (OptionValueException problem) when (option is { Row: not null, Kind: OptionKind.Duration })
        {
            // As in the original, whose backends parse their durations themselves, after the command line is accepted.
            throw new ConfigurationException($"invalid {option.Name}: {problem.Message}", problem);
        }
        catch (OptionValueException problem)
        {
            throw Usage($"{option.Flag}: {problem.Message}");
        }
    }

    private void ReadPositional(string text)
    {
        if (_parsed is { IsRender: true, RenderSource: null })
        {
            _scanner.Pop();
            _parsed.RenderSource = text;
            return;
        }

        if (_parsed.Command is not null)
        {
            throw Usage($"unexpected argument {text}");
        }

        // Only a backend can follow what is rendered.
        var candidates = CliCommands.All.Where(candidate => !_parsed.IsRender || candidate.Kind == CliCommandKind.Backend).ToList();
        var command = candidates.Find(candidate => candidate.Name == text)
            ?? throw Usage(Suggestions.Complain($"unexpected argument {text}", text, candidates.Select(candidate => candidate.Name)));
        _scanner.Pop();
        if (command.Kind == CliCommandKind.Render)
        {
            _parsed.IsRender = true;
            return;
        }

        _parsed.Command = command;
        if (command.Kind == CliCommandKind.Tool)
        {
            _parsed.ToolArguments = _scanner.PopAll();
        }
    }

    private UsageException Usage(string message) => new(message, _parsed.UsageCommand);
}
