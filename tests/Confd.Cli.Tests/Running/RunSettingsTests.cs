using System.Diagnostics.Metrics;
using Confd.Cli.CommandLine;
using Confd.Cli.Running;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Cli.Tests.Running;

public sealed class RunSettingsTests
{
    [Theory]
    [InlineData("env", null)]
    [InlineData("env --retry-max-attempts 0", null)]
    [InlineData("env --retry-max-attempts=-1", null)]
    [InlineData("env --retry-max-attempts 2", 2)]
    public void Backends_AttemptsOfZeroOrLess_AreThoseThatTheTimeAllows(string arguments, int? attempts) =>
        Backends(arguments).Retry.MaxAttempts.ShouldBe(attempts);

    [Theory]
    [InlineData("env", 0)]
    [InlineData("env --max-reading-bytes 1000000", 1_000_000)]
    public void Backends_MaxReadingBytes_AreThoseOfTheOption(string arguments, long bytes) =>
        Backends(arguments).MaxReadingBytes.ShouldBe(bytes);

    [Fact]
    public void Backends_TimesOfZero_AreTheDefaults()
    {
        var context = Backends("env --dial-timeout 0s --retry-base-delay 0s --retry-max-delay 0s");

        (context.DialTimeout, context.Retry.BaseDelay, context.Retry.MaxDelay)
            .ShouldBe((TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5)));
    }

    [Theory]
    [InlineData("48h", 48)]
    [InlineData("576h", 576)]
    [InlineData("-1h", 0)]
    public void Engine_Splay_IsAsLongAsTheOption(string splay, int hours) =>
        RunSettings.Engine(ArgumentParser.Parse(["env", $"--splay={splay}"]).Values, diff: null).Splay.ShouldBe(TimeSpan.FromHours(hours));

    private static Confd.Backends.BackendContext Backends(string arguments)
    {
        using var meter = new Meter("test");
        return RunSettings.Backends(ArgumentParser.Parse(arguments.Split(' ')).Values, meter, TimeProvider.System, NullLogger.Instance);
    }
}
