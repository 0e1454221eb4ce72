using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Confd.Engine.Keys;
using Confd.Engine.Templates;

namespace Confd.Benchmarks.Parts;

/// <summary>A typical nginx template of some 60 lines: parsed once, rendered from a snapshot of 40 keys.</summary>
[MemoryDiagnoser]
public class TemplateBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private string _folder = "";
    private TemplateRenderer _renderer = null!;
    private RenderInput _input = null!;
    private string _path = "";

    [GlobalSetup]
    public void Prepare()
    {
        _folder = Directory.CreateTempSubdirectory("confd-bench-").FullName;
        _path = Path.Combine(_folder, "nginx.tmpl");
        File.WriteAllText(_path, NginxTemplate.Text);
        _renderer = new TemplateRenderer(new TemplateRendererOptions { TemplateFolder = _folder });
        _input = new RenderInput(KeySnapshot.Create(NginxTemplate.Keys.ToDictionary(
            pair => pair.Key, pair => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(pair.Value))));
    }

    [GlobalCleanup]
    public void CleanUp() => Directory.Delete(_folder, recursive: true);

    [Benchmark]
    public int Render()
    {
        _output.ResetWrittenCount();
        _renderer.Render(_path, _input, _output);
        return _output.WrittenCount;
    }
}
