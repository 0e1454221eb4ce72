using Confd.DynamoDb;
using Microsoft.Extensions.Configuration;

namespace Confd.Extensions.Configuration;

/// <summary>The settings of one table. New data is built first, compared, then put in place as a whole, then signalled.</summary>
/// <remarks>Readers never see a half-loaded state: they have the earlier settings or the new ones.</remarks>
public sealed class DynamoDbConfigurationProvider : ConfigurationProvider, IDisposable, IAsyncDisposable
{
    private readonly string _tableName;
    private readonly DynamoDbConfigurationOptions _options;
    private readonly SettingsMap _map;
    private readonly CancellationTokenSource _lifetime = new();
    private KeyValueTable? _table;
    private Task? _reloading;

    internal DynamoDbConfigurationProvider(string tableName, DynamoDbConfigurationOptions options)
    {
        _tableName = tableName;
        _options = options;
        _map = new SettingsMap(options);
    }

    /// <summary>Reads the table and, the first time, starts the reloads.</summary>
    /// <exception cref="DynamoDbConfigurationException">It could not be read, and neither the options nor their handler make that no matter.</exception>
    public override void Load()
    {
        try
        {
            // The contract of configuration providers is synchronous. A thread of the pool has no context that could wait for us.
            Data = Task.Run(() => ReadAsync(_lifetime.Token)).GetAwaiter().GetResult();
        }
        catch (DynamoDbConfigurationException failure) when (_options.OnLoadFailure?.Invoke(failure) == true || _options.IsOptional)
        {
            // Nothing was loaded: earlier settings, if any, stay.
        }

        if (_options.ReloadInterval is { } interval)
        {
            _reloading ??= ReloadAsync(interval);
        }
    }

    /// <summary>Ends the reloads and closes the connection.</summary>
    public void Dispose()
    {
        _lifetime.Cancel();

        // IDisposable forces the bridge. Nothing is waited for: only open watches take time to end, and this provider opens none.
        _table?.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>As <see cref="Dispose"/>, after a reload under way has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync().ConfigureAwait(false);
        if (_reloading is not null)
        {
            await _reloading.ConfigureAwait(false);
        }

        if (_table is not null)
        {
            await _table.DisposeAsync().ConfigureAwait(false);
        }

        _lifetime.Dispose();
    }

    private async Task ReloadAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _options.Table.Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_lifetime.Token).ConfigureAwait(false))
            {
                await ReloadOnceAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_lifetime.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task ReloadOnceAsync()
    {
        try
        {
            var data = await ReadAsync(_lifetime.Token).ConfigureAwait(false);
            if (!SettingsMap.AreEqual(Data, data))
            {
                Data = data;
                OnReload();
            }
        }
        catch (DynamoDbConfigurationException failure)
        {
            _options.OnReloadFailure?.Invoke(failure);
        }
    }

    private async Task<IDictionary<string, string?>> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            _table ??= await KeyValueTable.OpenAsync(_tableName, _options.Table, cancellationToken).ConfigureAwait(false);
            var items = await _table.ReadAsync([_map.LookupKey], cancellationToken).ConfigureAwait(false);
            return _map.Build(items.Select([_map.LookupKey]));
        }
        catch (DynamoDbException exception)
        {
            throw new DynamoDbConfigurationException(_tableName, $"The settings could not be read: {exception.Message}", exception);
        }
        catch (SettingsConflictException exception)
        {
            throw new DynamoDbConfigurationException(_tableName, $"The settings of table {_tableName} clash: {exception.Message}", exception);
        }
    }
}
