from prevent_geo.measures.institution_support import INSTITUTIONS, institution_support
from prevent_geo.measures.readiness import readiness


def test_it_counts_the_institutions_of_the_sample(sample):
    # boundaries, missing and order are tested with readiness, which shares the counting
    on = sample.period.end
    result = institution_support(sample.partners, sample.partners["sector"], on=on)
    number = sample.partners["sector"].value_counts()
    assert result.loc["liaison", "n"].to_dict() == {name: number[name] for name in sorted(INSTITUTIONS)}
    assert (result["denominator"] + result["unknown"] == result["n"]).all()
    every = readiness(sample.partners, sample.partners["sector"], on=on)
    assert (result["value"].dropna() == every["value"].reindex(result.index).dropna()).all()
    schools = sample.partners[sample.partners["sector"] == "school"]
    in_date = (schools["agreement"] == "signed") & (schools["agreement_review_due"].dt.date >= on)
    assert result.loc[("agreement", "school"), "numerator"] == in_date.sum()
