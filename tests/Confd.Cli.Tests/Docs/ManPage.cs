using System.CommandLine;
using Confd.Cli.CommandLine;
using Confd.Cli.Tests.Support;

namespace Confd.Cli.Tests.Docs;

/// <summary>The man page <c>confd(1)</c>, made from the option table and from the commands of the tools.</summary>
internal static class ManPage
{
    /// <summary>The whole page.</summary>
    public static string Text()
    {
        var page = new Roff();
        WriteBeginning(page);
        page.Macro("SH", "OPTIONS").Text("A flag wins over its variable, the variable over confd.toml, and that over the default.");
        WriteOptions(page, Options.Global);
        foreach (var command in CliCommands.All.Where(command => command.Options.Count > 0))
        {
            page.Macro("SS", $"Options of {command.Name}");
            WriteOptions(page, command.Options);
        }

        page.Macro("SH", "TOOLS");
        foreach (var tool in new CapturedHost().Tools.Subcommands)
        {
            WriteTool(page, "confd", tool);
        }

        WriteEnd(page);
        return page.ToString();
    }

    private static void WriteBeginning(Roff page)
    {
        page.Macro("TH", "CONFD", "1", "", "confd for .NET", "User Commands");
        page.Macro("SH", "NAME").Text("confd - configuration files and feature flags from Amazon DynamoDB");
        page.Macro("SH", "SYNOPSIS");
        foreach (var command in CliCommands.All)
        {
            page.Macro("B", "confd").Text(command.Usage).Macro("br");
        }

        page.Macro("SH", "DESCRIPTION")
            .Text(
                "confd reads the keys that template resources name, renders their templates, checks the result, "
                + "replaces files atomically and reloads")
            .Text("applications: once, at an interval, or when a key changes.")
            .Text(
                "Resources are the TOML files below CONFDIR/conf.d; their templates, in the language of Go's text/template, "
                + "are below CONFDIR/templates.");
        page.Macro("SH", "COMMANDS");
        foreach (var command in CliCommands.All)
        {
            page.Item(command.Name, command.Help + ".");
        }
    }

    private static void WriteOptions(Roff page, IEnumerable<CliOption> options)
    {
        foreach (var option in options)
        {
            var name = option.IsNegatable ? $"--[no-]{option.Name}" : option.Summary;
            page.Item(option.Short is { } letter ? $"-{letter}, {name}" : name, Sentence(option.Help));
            if (option.IsRequired)
            {
                page.Text("Required.");
            }

            if (option.Variable is { } variable)
            {
                page.Text($"Variable: {variable}.");
            }

            if (option.IsInFile)
            {
                page.Text($"In confd.toml: {option.FileKey}.");
            }
        }
    }

    private static void WriteTool(Roff page, string parents, Command command)
    {
        var name = $"{parents} {command.Name}";
        page.Macro("SS", string.Join(' ', [name, .. command.Arguments.Select(argument => argument.Name.ToUpperInvariant())]));
        page.Text(Sentence(command.Description ?? ""));
        foreach (var option in command.Options.Where(option => !option.Hidden))
        {
            page.Item(Term(option), Sentence(option.Description ?? ""));
        }

        foreach (var child in command.Subcommands)
        {
            WriteTool(page, name, child);
        }
    }

    private static string Term(Option option)
    {
        var names = string.Join(", ", [.. option.Aliases.Order(StringComparer.Ordinal), option.Name]);
        return option.ValueType == typeof(bool) ? names : $"{names} {option.HelpName ?? "VALUE"}";
    }

    private static string Sentence(string text)
    {
        var sentence = text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];
        return sentence is [] or [.., '.' or ')'] ? sentence : sentence + ".";
    }

    private static void WriteEnd(Roff page)
    {
        page.Macro("SH", "EXIT STATUS")
            .Item("0", "Success; a daemon that was asked to stop; nothing in conf.d.")
            .Item("1", "Any other failure, with a message on standard error.")
            .Item("2", "confd table and confd flags: what was asked for does not exist, and nothing was written.")
            .Item("3", "confd flags: an item was left as it is, as its stored version is the same or higher, or it was changed meanwhile.")
            .Item("4", "confd flags diff --exit-code: there are differences.")
            .Item("80", "A usage error; of table, flags and completion it is 1.")
            .Item("other", "With --onetime, that of the first check or reload command that failed.");
        page.Macro("SH", "SIGNALS")
            .Item("SIGHUP", "Read resources and templates again and process them immediately.")
            .Item("SIGTERM, SIGINT, SIGQUIT", "End; running commands get --shutdown-timeout.");
        page.Macro("SH", "ENVIRONMENT")
            .Text(
                "Besides the variables named above: those of the AWS tools, such as AWS_REGION, AWS_PROFILE and AWS_ENDPOINT_URL_DYNAMODB;")
            .Text("DYNAMODB_LOCAL with DYNAMODB_ENDPOINT_URL for DynamoDB Local; LAUNCHDARKLY_SDK_KEY for confd flags sync.");
        page.Macro("SH", "FILES")
            .Item("/etc/confd/confd.toml", "Settings.")
            .Item("/etc/confd/conf.d/*.toml", "Template resources.")
            .Item("/etc/confd/templates/", "Templates.")
            .Item("/etc/confd/serve.toml", "Settings of confd flags serve, where the service names it.")
            .Item("/etc/confd/launchdarkly-sdk-key", "The SDK key of confd flags sync, where the service reads it.")
            .Item("/etc/confd/keys/", "Keys of confd flags serve, where the service names them.")
            .Item("/var/lib/confd/", "What the services keep across starts.")
            .Item("/etc/default/confd", "Variables of the systemd service.")
            .Item("/etc/default/confd-flags", "Variables of the services around flags: confd-flags, confd-flags-sync, confd-journal.");
        page.Macro("SH", "EXAMPLES")
            .Code(
                "confd table create --table confd-config",
                "confd table put --table confd-config /myapp/database/url db.example.com",
                "confd dynamodb --table confd-config --onetime",
                "confd dynamodb --table confd-config --noop --onetime --diff",
                "confd dynamodb --table confd-config --watch");
    }
}
