using System.Buffers;
using System.Text;
using Confd.Backends;
using Confd.BackendSpec;
using Confd.Engine.Commands;
using Confd.Engine.Observing;
using Confd.Engine.Resources;
using Confd.Engine.Running;
using Confd.Engine.Templates;
using Confd.GoTemplate.Values;
using Confd.TestSupport;

namespace Confd.Engine.Tests.Support;

/// <summary>An engine over a temp folder, memory backends, recorded commands and a clock that tests move.</summary>
/// <remarks>Templates are rendered by a stand-in: <c>KEY</c> lines become <c>KEY=VALUE</c>, <c>{{.Key}}</c> in them is filled in; the
/// template <c>fail</c> fails.</remarks>
internal sealed class EngineFixture : IDisposable
{
    public TempDirectory Directory { get; } = new();

    public MemoryKeyBackend Backend { get; } = new();

    public Dictionary<string, MemoryKeyBackend> OtherBackends { get; } = [];

    /// <summary>What confd.toml names: <c>[backends.NAME]</c>.</summary>
    public Dictionary<string, BackendSection> NamedBackends { get; } = [];

    public RecordingCommandRunner Commands { get; } = new();

    public RecordedLog Logger { get; } = new(withAttributes: true);

    public FakeTimeProvider Clock { get; } = new();

    public EngineMetrics Metrics { get; } = new();

    public int TemplateResets { get; private set; }

    /// <summary>Ends a daemon.</summary>
    public CancellationTokenSource Stop { get; } = new();

    public string Out(string name) => Directory[Path.Join("out", name)];

    public string ReadOut(string name) => File.ReadAllText(Out(name));

    /// <summary>Writes a resource with its template of one key per line.</summary>
    public void AddResource(string name, string settings = "", string template = "/app/a", string tables = "")
    {
        System.IO.Directory.CreateDirectory(Directory["out"]);
        Directory.Write($"templates/{name}.tmpl", template);
        var keys = settings.Contains("keys", StringComparison.Ordinal) ? "" : "keys = [\"/app\"]\n";
        var dest = settings.Contains("dest", StringComparison.Ordinal) ? "" : $"dest = \"{Out(name)}\"\n";
        Directory.Write($"conf.d/{name}.toml", $"[template]\nsrc = \"{name}.tmpl\"\n{dest}{keys}{settings}\n{tables}\n");
    }

    public ConfdEngine CreateEngine(Func<EngineOptions, EngineOptions>? configure = null, ICommandRunner? runner = null)
    {
        var options = new EngineOptions { ConfigDirectory = Directory.Path, StateDirectory = Directory["state"] };
        return new ConfdEngine(configure?.Invoke(options) ?? options, CreateParts(runner));
    }

    public EngineParts CreateParts(ICommandRunner? runner = null) => new()
    {
        Backend = Backend,
        Backends = TestBackends.All.With(NamedBackends),
        OpenBackend = (settings, _) => OtherBackends.TryGetValue(settings.Name, out var backend)
            ? Task.FromResult<IKeyBackend>(backend)
            : throw new KeyBackendException("invalid backend"),
        Render = _ => Render,
        ForgetTemplates = () => TemplateResets++,
        Commands = runner ?? Commands,
        Metrics = Metrics,
        Logger = Logger,
        Clock = Clock,
    };

    /// <summary>Ends a daemon that was started with the token of <see cref="Stop"/>.</summary>
    public async Task<RunResult> StopAsync(Task<RunResult> running)
    {
        await Stop.CancelAsync();
        return await running;
    }

    public void Dispose()
    {
        Stop.Dispose();
        Metrics.Dispose();
        Directory.Dispose();
    }

    public static void Render(string templatePath, RenderInput input, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        if (!File.Exists(templatePath))
        {
            throw new ResourceException($"missing template: {templatePath}");
        }

        foreach (var line in File.ReadLines(templatePath))
        {
            var key = line.Replace("{{.Key}}", input.Dot.Kind == GoKind.Map ? KeyOf(input.Dot) : "", StringComparison.Ordinal);
            if (key == "fail")
            {
                throw new TemplateRenderException("the template failed");
            }

            output.Write(Encoding.UTF8.GetBytes($"{key}="));
            output.Write(input.Keys.TryGetValue(ByteString.FromString(key), out var value) ? value.Span : "<none>"u8);
            output.Write("\n"u8);
        }
    }

    private static string KeyOf(Value dot) =>
        dot.AsMap().TryGetValue(ByteString.FromString("Key"), out var key) ? key.AsString().ToString() : "";
}
