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

    [Fact]
    public void Engine_NegativeTimes_AreAsZero()
    {
        string[] options =
        [
            "splay", "backend-timeout", "debounce", "batch-interval", "watch-error-backoff", "shutdown-timeout", "stat-cache-ttl",
            "check-cmd-timeout", "reload-cmd-timeout", "exec-end-timeout",
        ];
        string[] arguments = ["env", "--exec=app", .. options.Select(option => $"--{option}=-1s")];

        var engine = RunSettings.Engine(ArgumentParser.Parse(arguments).Values, diff: null);

        TimeSpan[] times =
        [
            engine.Splay, engine.BackendTimeout, engine.Debounce, engine.BatchInterval, engine.WatchErrorBackoff, engine.ShutdownTimeout,
            engine.TemplateStatTtl, engine.Update.CheckCommandTimeout, engine.Update.ReloadCommandTimeout, engine.Exec!.StopTimeout,
        ];
        times.ShouldAllBe(time => time == TimeSpan.Zero);
    }

    [Theory]
    [InlineData("48h", 48)]
    [InlineData("576h", 576)]
    public void Engine_Splay_IsAsLongAsTheOption(string splay, int hours) =>
        RunSettings.Engine(ArgumentParser.Parse(["env", $"--splay={splay}"]).Values, diff: null).Splay.ShouldBe(TimeSpan.FromHours(hours));

    private static Confd.Backends.BackendContext Backends(string arguments)
    {
        using var meter = new Meter("test");
        return RunSettings.Backends(ArgumentParser.Parse(arguments.Split(' ')).Values, meter, TimeProvider.System, NullLogger.Instance);
    }
}
