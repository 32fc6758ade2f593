package io.hourglass.api.service;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.hourglass.ledger.capacity.GpuClass;
import io.hourglass.ledger.capacity.Region;
import io.hourglass.ledger.capacity.Series;
import io.hourglass.ledger.clearing.Future;
import io.hourglass.ledger.index.IndexName;
import io.hourglass.ledger.money.Address;
import io.hourglass.ledger.money.Amount;
import io.hourglass.ledger.money.Asset;
import io.hourglass.ledger.money.Hash;
import io.hourglass.ledger.money.Price;
import io.hourglass.ledger.money.PriceDifference;
import io.hourglass.ledger.options.OptionSeries;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.function.Function;

/**
 * How the house's values are written in JSON: hashes, addresses, series and prices as their written
 * form; an amount with its decimal, its exact units and its asset.
 */
@Singleton
final class Forms implements ObjectMapperCustomizer {

    @Override
    public void customize(ObjectMapper mapper) {
        SimpleModule forms = new SimpleModule("hourglass");
        text(forms, Hash.class, Hash::hex);
        text(forms, Address.class, Address::hex);
        text(forms, Asset.class, Asset::toString);
        text(forms, Price.class, Price::decimal);
        text(forms, PriceDifference.class, PriceDifference::decimal);
        text(forms, Series.class, Series::name);
        text(forms, GpuClass.class, GpuClass::name);
        text(forms, Region.class, Region::code);
        text(forms, IndexName.class, IndexName::name);
        text(forms, Future.class, Future::name);
        text(forms, OptionSeries.class, OptionSeries::name);
        forms.addSerializer(Amount.class, new AmountForm());
        mapper.registerModule(forms).disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS);
    }

    private static <T> void text(SimpleModule forms, Class<T> type, Function<T, String> written) {
        forms.addSerializer(type, new JsonSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeString(written.apply(value));
            }
        });
        forms.addKeySerializer(type, new JsonSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator json, SerializerProvider provider) throws IOException {
                json.writeFieldName(written.apply(value));
            }
        });
    }

    private static final class AmountForm extends JsonSerializer<Amount> {
        @Override
        public void serialize(Amount amount, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartObject();
            json.writeStringField("decimal", amount.decimal());
            // a string: not every reader keeps 64 bits of a number
            json.writeStringField("units", Long.toString(amount.units()));
            json.writeStringField("asset", amount.asset().toString());
            json.writeEndObject();
        }
    }
}
