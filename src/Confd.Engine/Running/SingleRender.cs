using System.Buffers;
using Confd.Engine.Keys;
using Confd.Engine.Posix;
using Confd.Engine.Resources;
using Confd.Engine.Templates;
using Confd.Engine.Updating;

namespace Confd.Engine.Running;

/// <summary>Renders one resource into memory: nothing is compared, checked, written or reloaded.</summary>
internal sealed class SingleRender(EngineOptions options, RunContext context, ResourceLoader loader, RenderTemplate render)
{
    /// <summary>Reads the keys and flags of a resource and renders its template.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="name">With <c>for_each</c>, the name whose file is rendered; null where there is only one.</param>
    /// <param name="stop">Cancels it.</param>
    public async Task<RenderedText> RunAsync(Resource resource, string? name, CancellationToken stop)
    {
        var opened = await loader.OpenAsync(resource, stop).ConfigureAwait(false);
        var readings = new CycleReadings([opened], options.BackendTimeout, context);
        var keys = await readings.SelectAsync(opened, stop).ConfigureAwait(false);
        var flags = await readings.Flags.FindAsync(opened, stop).ConfigureAwait(false);
        var use = new SecretUse();
        var input = new RenderInput(keys.For(use)) { Flags = flags };
        if (resource.ForEach is { } forEach)
        {
            input = input with { Dot = Choose(resource, forEach.Expand(resource, keys, new FilePlaces()), name).Dot };
        }
        else if (name is not null)
        {
            throw new UpdateException("it has no for_each, so there is no name to choose");
        }

        var output = new ArrayBufferWriter<byte>();
        render(resource.Source, input, output, stop);
        if (resource.OutputFormat is { } format)
        {
            OutputValidator.Check(format, output.WrittenMemory, stop);
        }

        return new RenderedText(output.WrittenMemory, use.HasReadSecret);
    }

    private static ForEachInstance Choose(Resource resource, ForEachFiles files, string? name)
    {
        var found = files.Instances.Where(instance => name is null || instance.Name == name).ToList();
        var key = resource.ForEach!.Key;
        return (found, name) switch
        {
            ([var only], _) => only,
            ([], null) => throw new UpdateException($"there is no key below {key}, so it creates no file"),
            ([], { } requested) => throw new UpdateException($"no file is created for the name {requested} below {key}"),
            _ => throw new UpdateException($"it creates {found.Count} files, one for each name below {key}: choose one by its name"),
        };
    }
}
